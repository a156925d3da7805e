// Between windows.cpp and managed_windows.cpp: a stop that the service manager asks for, an end that it must hear of.
#pragma once

namespace lotbridge::os {

// To the StopRequests that there is or comes. Any thread.
void request_stop();

// The service manager runs this process.
bool is_managed();
// Before a process that does not return from its work.
void tell_ended(int exit_code);

}  // namespace lotbridge::os
