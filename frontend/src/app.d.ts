// The shapes that Kit asks every application to name.
declare global {
	namespace App {
		interface Error {
			message: string;
			/** The stable code of a problem that the server named, for the words shown. */
			code?: string;
		}
	}
}

export {};
