package forum_test

import (
	"slices"

	"kraftsam/app/apptest"
	"kraftsam/app/forum"
)

// rearrange has who keeps order move some posts, split them into a thread of their own, or merge a thread into another.
func (u *truth) rearrange(from, to string) {
	m := forum.Move{Thread: from, Why: because}
	moved, stay := u.posts[from], []*said(nil)
	switch how := u.dice.IntN(8); {
	case how == 0 && len(u.threads) > 4:
		m.To = to
	case how < 5:
		m.To = to
		moved, stay = u.parted(from)
	default:
		m.New = &forum.NewPlace{Title: "x"}
		moved, stay = u.parted(from)
	}
	if len(moved) == 0 || len(stay) == 0 && m.To == "" || m.To == from || m.To != "" && u.area[from] == apptest.Secret && u.area[to] != apptest.Secret {
		return
	}
	if len(stay) > 0 {
		for _, p := range moved {
			m.Posts = append(m.Posts, u.ids[p])
		}
	}
	m.Version = version(u.t, u.Village, "Dag", from)
	answer, err := u.Forum.Rearrange(ctx, u.viewer("Dag"), u.Key("Dag"), m)
	refused(u.t, "rearranging", "", err)
	if m.New != nil {
		u.threads, u.area[answer.ID] = append(u.threads, answer.ID), u.area[from]
	}
	u.moved(from, answer.ID, moved, stay)
}

// parted chooses some posts of a thread, but never all.
func (u *truth) parted(thread string) (moved, stay []*said) {
	for _, p := range u.posts[thread] {
		if u.dice.IntN(3) == 0 {
			moved = append(moved, p)
		} else {
			stay = append(stay, p)
		}
	}
	if len(stay) == 0 {
		return nil, moved
	}
	return moved, stay
}

func (u *truth) moved(from, to string, moved, stay []*said) {
	u.posts[from], u.posts[to] = stay, merged(u.posts[to], moved)
	for _, who := range crowd {
		if u.opened[[2]string{who, from}] {
			u.open(who, to)
		}
		for _, thread := range []string{from, to} {
			delete(u.devices, [2]string{who, thread}) // what a device saw were other numbers
		}
	}
	if len(stay) == 0 {
		u.threads = slices.DeleteFunc(u.threads, func(id string) bool { return id == from })
	}
}

// merged puts posts among others by the time of writing, behind the opening post; neither side changes its own order.
func merged(there, moved []*said) (all []*said) {
	if len(there) == 0 {
		return moved
	}
	all, there = append(all, there[0]), there[1:]
	for len(there)+len(moved) > 0 {
		if len(there) == 0 || len(moved) > 0 && moved[0].at.Before(there[0].at) {
			all, moved = append(all, moved[0]), moved[1:]
		} else {
			all, there = append(all, there[0]), there[1:]
		}
	}
	return all
}
