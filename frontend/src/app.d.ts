// The shapes that Kit asks every application to name.
declare global {
	namespace App {
		interface Error {
			message: string;
			/** The stable code of a problem that the server named, for the words shown. */
			code?: string;
			/** Seconds to wait before the next try, when the server said so. */
			retryAfter?: number;
		}
		interface PageData {
			/** The page is a screen of its own, without the frame. */
			bare?: boolean;
		}
		interface PageState {
			/** The reader has just joined the area by an invitation. */
			welcome?: boolean;
		}
	}
}

export {};
