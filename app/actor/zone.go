package actor

import (
	"time"
	_ "time/tzdata" // a container may have no time zones of its own

	"kraftsam/app/platform/fault"
)

// homeZone is where a member lives who did not say otherwise.
const homeZone = "Europe/Stockholm"

var home = loadHome()

// Home is the clock that the region counts its days by.
func Home() *time.Location { return home }

func loadHome() *time.Location {
	zone, err := time.LoadLocation(homeZone)
	if err != nil {
		panic("the time zones that are built in lack " + homeZone)
	}
	return zone
}

// checkZone takes the names of the IANA database; "Local" would be the server's own.
func checkZone(location, name string) error {
	if name != "" && name != "Local" {
		if _, err := time.LoadLocation(name); err == nil {
			return nil
		}
	}
	return fault.InField(location, "time_zone_unknown", "There is no such time zone. One is Europe/Stockholm.")
}

// Zone is where the member's clock hangs.
func (m Member) Zone() *time.Location {
	zone, err := time.LoadLocation(m.TimeZone)
	if err != nil || m.TimeZone == "" {
		return time.UTC
	}
	return zone
}
