package account

// The letters about new ways in, in both languages of the interface.

func connectedLetter(lang, provider, link string) (subject, text string) {
	if lang == "en" {
		return "A new way to sign in to Kraftsam", "Hello,\n\nyour account at Kraftsam is now connected with " + provider + ": you can sign in with it. You can end the connection here:\n\n" + link +
			"\n\nIf it was not you, end the connection at once and change your password.\n"
	}
	return "Ett nytt sätt att logga in i Kraftsam", "Hej!\n\nDitt konto hos Kraftsam är nu kopplat till " + provider + ": du kan logga in med det. Du kan avsluta kopplingen här:\n\n" + link +
		"\n\nVar det inte du, så avsluta kopplingen genast och byt lösenord.\n"
}

func passkeyLetter(lang, name, link string) (subject, text string) {
	if lang == "en" {
		return "A new passkey at Kraftsam", "Hello,\n\na passkey was added to your account at Kraftsam: " + name + ". You can remove it here:\n\n" + link +
			"\n\nIf it was not you, remove it at once, end all other sessions and change your password.\n"
	}
	return "En ny nyckel hos Kraftsam", "Hej!\n\nEn nyckel (passkey) har lagts till på ditt konto hos Kraftsam: " + name + ". Du kan ta bort den här:\n\n" + link +
		"\n\nVar det inte du, så ta bort den genast, avsluta alla andra inloggningar och byt lösenord.\n"
}
