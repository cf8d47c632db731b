package actor

import "context"

// letter is one in the language of who gets it.
type letter struct{ subject, text string }

// mailTo lays a letter in the tray.
func (s *Service) mailTo(ctx context.Context, m Member, l letter) error {
	return s.options.Mail.Put(ctx, m.Email, l.subject, l.text)
}

// post is mailTo for letters that only a confirmed address gets: somebody else's may have been registered.
func (s *Service) post(ctx context.Context, m Member, l letter) error {
	if m.ConfirmedAt == nil || m.ClosedAt != nil {
		return nil
	}
	return s.mailTo(ctx, m, l)
}

// link is the whole address of a page.
func (s *Service) link(path string) string { return s.options.Site.String() + path }

// in chooses the language.
func in(lang string, sv, en letter) letter {
	if lang == "en" {
		return en
	}
	return sv
}

func letterApproved(lang, link string) letter {
	return in(lang,
		letter{"Välkommen till Kraftsam", "Hej!\n\nDitt konto hos Kraftsam är godkänt. Logga in här:\n\n" + link + "\n"},
		letter{"Welcome to Kraftsam", "Hello,\n\nyour account at Kraftsam was approved. Sign in here:\n\n" + link + "\n"})
}

func letterRefused(lang, why string) letter {
	return in(lang,
		letter{"Ditt konto hos Kraftsam godkändes inte", "Hej!\n\nVi kunde inte godkänna ditt konto hos Kraftsam, och det är nu avslutat. Skälet som angavs:\n\n" + why + "\n"},
		letter{"Your account at Kraftsam was not approved", "Hello,\n\nwe could not approve your account at Kraftsam, and it is closed now. The reason that was given:\n\n" + why + "\n"})
}

func letterConfirmed(lang, organisation, _, link string) letter {
	return in(lang,
		letter{"Du kan nu företräda " + organisation, "Hej!\n\nDin begäran är bekräftad. När du skriver på Kraftsam kan du välja att tala för " + organisation +
			" eller som dig själv. Du kan sluta när du vill, under Mitt konto:\n\n" + link + "\n"},
		letter{"You can now speak for " + organisation, "Hello,\n\nyour request was confirmed. When you write at Kraftsam you can choose to speak for " + organisation +
			" or as yourself. You can stop whenever you like, at My account:\n\n" + link + "\n"})
}

func letterWithdrawn(lang, organisation, why, link string) letter {
	return in(lang,
		letter{"Du företräder inte " + organisation, "Hej!\n\nDu kan inte tala för " + organisation + " på Kraftsam. Skälet som angavs:\n\n" + why +
			"\n\nDu kan fortfarande skriva som dig själv. Det du redan har skrivit står kvar. Mitt konto:\n\n" + link + "\n"},
		letter{"You do not speak for " + organisation, "Hello,\n\nyou cannot speak for " + organisation + " at Kraftsam. The reason that was given:\n\n" + why +
			"\n\nYou can still write as yourself. What you have written stays. My account:\n\n" + link + "\n"})
}

func letterAsked(lang, who, organisation, link string) letter {
	return in(lang,
		letter{who + " vill företräda " + organisation, "Hej!\n\n" + who + " vill kunna tala för " + organisation + " på Kraftsam. Du som redan gör det avgör. Säg ja eller nej här:\n\n" + link + "\n"},
		letter{who + " asks to speak for " + organisation, "Hello,\n\n" + who + " would like to speak for " + organisation + " at Kraftsam. As you already do, it is for you to decide. Say yes or no here:\n\n" + link + "\n"})
}

func letterOffered(lang, who, organisation, link string) letter {
	return in(lang,
		letter{who + " ber dig företräda " + organisation, "Hej!\n\n" + who + " ber dig att tala för " + organisation + " på Kraftsam. Det gäller först när du själv har sagt ja. Svara inom 30 dagar, här:\n\n" + link + "\n"},
		letter{who + " asks you to speak for " + organisation, "Hello,\n\n" + who + " asks you to speak for " + organisation + " at Kraftsam. It counts only once you have said yes yourself. Answer within 30 days, here:\n\n" + link + "\n"})
}

func letterListed(lang, organisation, link string) letter {
	return in(lang,
		letter{organisation + " finns nu hos Kraftsam", "Hej!\n\nAktören som du föreslog är nu med i förteckningen:\n\n" + link + "\n"},
		letter{organisation + " is now at Kraftsam", "Hello,\n\nthe organisation that you proposed now stands in the directory:\n\n" + link + "\n"})
}

func letterNotListed(lang, organisation, why string) letter {
	return in(lang,
		letter{organisation + " togs inte med", "Hej!\n\nAktören som du föreslog togs inte med i förteckningen. Skälet som angavs:\n\n" + why + "\n\nDu kan fortfarande skriva som dig själv.\n"},
		letter{organisation + " was not added", "Hello,\n\nthe organisation that you proposed was not added to the directory. The reason that was given:\n\n" + why + "\n\nYou can still write as yourself.\n"})
}

func letterTest(lang, at string) letter {
	return in(lang,
		letter{"Provbrev från Kraftsam", "Hej!\n\nDet här brevet skickades för att pröva om posten går fram, " + at + ". Du behöver inte svara.\n"},
		letter{"Test letter from Kraftsam", "Hello,\n\nthis letter was sent to see whether mail gets through, " + at + ". You need not answer.\n"})
}
