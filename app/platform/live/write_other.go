//go:build !linux

package live

import "syscall"

// writeAtOnce writes to a socket that never makes its writer wait.
func writeAtOnce(fd uintptr, b []byte) (int, error) { return syscall.Write(int(fd), b) }
