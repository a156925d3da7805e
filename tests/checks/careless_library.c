// A library that is not part of Windows.
__declspec(dllexport) int foreign(void) { return 0; }
