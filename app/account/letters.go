package account

// The letters of this room, in both languages of the interface.

func confirmLetter(lang, link string) (subject, text string) {
	if lang == "en" {
		return "Confirm your address at Kraftsam", "Hello,\n\nsomebody registered this address at Kraftsam. If it was you, confirm it here:\n\n" + link +
			"\n\nIf it was not you, do nothing: without the confirmation the address gets no more mail.\n"
	}
	return "Bekräfta din adress hos Kraftsam", "Hej!\n\nNågon har registrerat den här adressen hos Kraftsam. Var det du, så bekräfta den här:\n\n" + link +
		"\n\nVar det inte du behöver du inte göra något: utan bekräftelse får adressen ingen mer post.\n"
}

func takenLetter(lang, link string) (subject, text string) {
	if lang == "en" {
		return "You already have an account at Kraftsam", "Hello,\n\nsomebody tried to register this address at Kraftsam, but it already has an account. Sign in here:\n\n" + link +
			"\n\nIf it was not you, you need do nothing.\n"
	}
	return "Du har redan ett konto hos Kraftsam", "Hej!\n\nNågon försökte registrera den här adressen hos Kraftsam, men den har redan ett konto. Logga in här:\n\n" + link +
		"\n\nVar det inte du behöver du inte göra något.\n"
}
