package file

import (
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"time"
)

// Shelf keeps bytes under names that it makes up. What is kept survives a loss of power; what is begun and not kept is nowhere.
type Shelf interface {
	Begin() (Sheet, error)
	Open(name string) (Blob, error)
	Remove(name string) error // one that is not there is removed already
	// Each visits everything, what was left unfinished too, with the time of its last change.
	Each(visit func(name string, at time.Time) error) error
	// Room gives the bytes that are free, and how many there are in all.
	Room() (free, total uint64, err error)
}

// Sheet is a file that is being written.
type Sheet interface {
	io.Writer
	io.ReaderAt
	// Keep makes it lasting and gives its name.
	Keep() (name string, err error)
	// Discard throws it away, unless it was kept.
	Discard()
}

// Blob is a file that is read.
type Blob interface {
	io.ReadSeekCloser
	io.ReaderAt
}

// Disk is a shelf in a folder of this machine, or in one that several nodes share. It makes what it needs when it needs it.
type Disk string

// unfinished is the folder in which files are begun. It lies on the same disk, so that keeping one is only another name.
const unfinished = "new"

// Begin opens a file that only its writer knows.
func (d Disk) Begin() (Sheet, error) {
	name := strings.ToLower(rand.Text())
	path := filepath.Join(string(d), unfinished, name)
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return nil, fmt.Errorf("make the folder of files: %w", full(err))
	}
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return nil, fmt.Errorf("begin a file: %w", full(err))
	}
	return &diskSheet{File: f, disk: d, name: name}, nil
}

type diskSheet struct {
	*os.File
	disk Disk
	name string
	kept bool
}

// Write says plainly when the disk is full.
func (s *diskSheet) Write(p []byte) (int, error) {
	n, err := s.File.Write(p)
	return n, full(err)
}

// Keep brings the bytes to the disk, then gives them their name there, then brings that to the disk.
func (s *diskSheet) Keep() (string, error) {
	to := s.disk.path(s.name)
	if err := s.Sync(); err != nil {
		return "", fmt.Errorf("keep a file: %w", full(err))
	}
	if err := os.MkdirAll(filepath.Dir(to), 0o700); err != nil {
		return "", fmt.Errorf("keep a file: %w", full(err))
	}
	if err := os.Rename(s.Name(), to); err != nil {
		return "", fmt.Errorf("keep a file: %w", err)
	}
	s.kept = true
	_ = s.Close()
	for _, dir := range []string{filepath.Dir(to), string(s.disk)} {
		if err := syncDir(dir); err != nil {
			return "", fmt.Errorf("keep a file: %w", err)
		}
	}
	return s.name, nil
}

// Discard forgets a file that was not kept.
func (s *diskSheet) Discard() {
	if !s.kept {
		_ = s.Close()
		_ = os.Remove(s.Name()) // what stays is swept
	}
}

func syncDir(path string) error {
	dir, err := os.Open(path)
	if err != nil {
		return err
	}
	return errors.Join(dir.Sync(), dir.Close())
}

// path spreads the files over folders, which some disks are slow without. A name that Each gave leads to what is unfinished too.
func (d Disk) path(name string) string {
	if strings.HasPrefix(name, unfinished+"/") {
		return filepath.Join(string(d), name)
	}
	return filepath.Join(string(d), name[:2], name)
}

// Open reads a file.
func (d Disk) Open(name string) (Blob, error) { return os.Open(d.path(name)) }

// Remove deletes a file.
func (d Disk) Remove(name string) error {
	if err := os.Remove(d.path(name)); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}

// Each walks through the folder. Other nodes may work in it meanwhile: what is gone when it comes to it is left out.
func (d Disk) Each(visit func(name string, at time.Time) error) error {
	err := filepath.WalkDir(string(d), func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return ignoreGone(err)
		}
		info, err := entry.Info()
		if err != nil {
			return ignoreGone(err)
		}
		name := entry.Name()
		if len(name) != len(rand.Text()) { // somebody else's
			return nil
		}
		if filepath.Base(filepath.Dir(path)) == unfinished {
			name = unfinished + "/" + name
		}
		return visit(name, info.ModTime())
	})
	return err
}

func ignoreGone(err error) error {
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}

// Room asks the disk. Of a folder that is not there yet it asks the one above.
func (d Disk) Room() (free, total uint64, err error) {
	for at := string(d); ; at = filepath.Dir(at) {
		var s syscall.Statfs_t
		err = syscall.Statfs(at, &s)
		if err == nil {
			return s.Bavail * uint64(s.Bsize), s.Blocks * uint64(s.Bsize), nil
		}
		if !errors.Is(err, fs.ErrNotExist) || at == filepath.Dir(at) {
			return 0, 0, fmt.Errorf("ask for room: %w", err)
		}
	}
}

func full(err error) error {
	if errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EDQUOT) {
		return errFull.Because(err)
	}
	return err
}
