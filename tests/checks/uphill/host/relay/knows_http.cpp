#include <boost/beast/http.hpp>

#include <unistd.h>
