package account

// The letters about coming in, in both languages of the interface.

func signInLetter(lang, link string, unproved bool) (subject, text string) {
	if lang == "en" {
		return "Your link to sign in to Kraftsam", "Hello,\n\nhere is the link that you asked for. It signs you in once, within 15 minutes:\n\n" + link + "\n" + unprovedEN(unproved) +
			"\nIf you did not ask for it, you need do nothing.\n"
	}
	return "Din länk för att logga in hos Kraftsam", "Hej!\n\nHär är länken som du bad om. Den loggar in dig en gång, inom 15 minuter:\n\n" + link + "\n" + unprovedSV(unproved) +
		"\nHar du inte bett om den behöver du inte göra något.\n"
}

func resetLetter(lang, link string, unproved bool) (subject, text string) {
	if lang == "en" {
		return "Choose a new password at Kraftsam", "Hello,\n\nhere you choose a new password. The link works once, within an hour:\n\n" + link + "\n" + unprovedEN(unproved) +
			"\nIf you did not ask for it, you need do nothing: your password stays as it is.\n"
	}
	return "Välj ett nytt lösenord hos Kraftsam", "Hej!\n\nHär väljer du ett nytt lösenord. Länken fungerar en gång, inom en timme:\n\n" + link + "\n" + unprovedSV(unproved) +
		"\nHar du inte bett om den behöver du inte göra något: ditt lösenord är kvar som det är.\n"
}

func unprovedEN(unproved bool) string {
	if !unproved {
		return ""
	}
	return "\nThe address was not confirmed until now; the link confirms it. To be sure that nobody else uses the account, the password that was chosen when it was made, and other places where it is signed in, stop working. You can choose a new password on the page where one signs in.\n"
}

func unprovedSV(unproved bool) string {
	if !unproved {
		return ""
	}
	return "\nAdressen var inte bekräftad än; länken bekräftar den. För att ingen annan ska kunna använda kontot slutar lösenordet som valdes när kontot skapades att gälla, och andra inloggningar avslutas. Ett nytt lösenord väljer du på sidan där man loggar in.\n"
}

func passwordLetter(lang, link string) (subject, text string) {
	if lang == "en" {
		return "Your password at Kraftsam was changed", "Hello,\n\nthe password of your account at Kraftsam was changed just now, and other places where you were signed in were signed out.\n\nIf it was not you, choose a new password here at once:\n\n" + link + "\n"
	}
	return "Ditt lösenord hos Kraftsam är ändrat", "Hej!\n\nLösenordet till ditt konto hos Kraftsam ändrades alldeles nyss, och du loggades ut på andra ställen.\n\nVar det inte du, så välj genast ett nytt lösenord här:\n\n" + link + "\n"
}

func deviceLetter(lang, device, at, link string) (subject, text string) {
	if lang == "en" {
		if device == "" {
			device = "an unknown device"
		}
		return "A new sign-in at Kraftsam", "Hello,\n\nsomebody signed in to your account at Kraftsam with a device that you have not used here before:\n\n" + device + "\n" + at +
			"\n\nIf it was you, you need do nothing. If not, end that sign-in and change your password here:\n\n" + link + "\n"
	}
	if device == "" {
		device = "okänd enhet"
	}
	return "En ny inloggning hos Kraftsam", "Hej!\n\nNågon har loggat in på ditt konto hos Kraftsam med en enhet som du inte har använt här förut:\n\n" + device + "\n" + at +
		"\n\nVar det du behöver du inte göra något. Var det inte du, så avsluta den inloggningen och byt lösenord här:\n\n" + link + "\n"
}

func leaveAddressLetter(lang, email, link string) (subject, text string) {
	if lang == "en" {
		return "Shall your account at Kraftsam move?", "Hello,\n\nsomebody who is signed in to your account asks to move it to this address:\n\n" + email + "\n\nIf it is you, agree here within a day; the new address gets a letter of its own:\n\n" + link +
			"\n\nIf it is not you, do not agree, and change your password.\n"
	}
	return "Ska ditt konto hos Kraftsam flytta?", "Hej!\n\nNågon som är inloggad på ditt konto ber att få flytta det till den här adressen:\n\n" + email + "\n\nÄr det du, så godkänn här inom ett dygn; den nya adressen får ett eget brev:\n\n" + link +
		"\n\nÄr det inte du, så godkänn inte, och byt lösenord.\n"
}

func takeAddressLetter(lang, link string) (subject, text string) {
	if lang == "en" {
		return "Confirm your new address at Kraftsam", "Hello,\n\nsomebody wants to use this address for their account at Kraftsam. If it is you, confirm it here within a day:\n\n" + link +
			"\n\nIf it is not you, do nothing: without the confirmation the address gets no more mail.\n"
	}
	return "Bekräfta din nya adress hos Kraftsam", "Hej!\n\nNågon vill använda den här adressen för sitt konto hos Kraftsam. Är det du, så bekräfta den här inom ett dygn:\n\n" + link +
		"\n\nÄr det inte du behöver du inte göra något: utan bekräftelse får adressen ingen mer post.\n"
}

func closedLetter(lang string) (subject, text string) {
	if lang == "en" {
		return "Your account at Kraftsam is closed", "Hello,\n\nyour account at Kraftsam is closed, as you asked. Your name and address are gone from it, and nobody can sign in with it.\n\nWhat you wrote stays, without your name: it belongs to conversations with others and is kept as a public record.\n\nThank you for taking part. You are welcome back at any time.\n"
	}
	return "Ditt konto hos Kraftsam är avslutat", "Hej!\n\nDitt konto hos Kraftsam är avslutat, som du bad om. Ditt namn och din adress är borta ur det, och ingen kan logga in med det.\n\nDet du har skrivit finns kvar, utan ditt namn: det hör till samtal med andra och bevaras som allmän handling.\n\nTack för att du var med. Du är välkommen tillbaka när du vill.\n"
}
