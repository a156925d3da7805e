// A program as tools/check_windows must not let it pass.
int foreign(void);
int main(void) { return foreign(); }
