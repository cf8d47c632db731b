package live

import (
	"syscall"
	"unsafe"
)

// writeAtOnce writes to a socket that never makes its writer wait. The scheduler is not told of the call: it would take the
// processor away from calls that last longer than a few microseconds, as all do that wake a reader, and give it back, which costs
// a fifth as much again as the call.
func writeAtOnce(fd uintptr, b []byte) (int, error) {
	if len(b) == 0 {
		return 0, nil
	}
	n, _, e := syscall.RawSyscall(syscall.SYS_WRITE, fd, uintptr(unsafe.Pointer(unsafe.SliceData(b))), uintptr(len(b))) //nolint:gosec // the slice lives as long as the call
	if e != 0 {
		return 0, e
	}
	return int(n), nil
}
