import { api, ask } from '$api/client';
import type { NoticeKind, NoticeSettings, Quiet, Rhythm } from '$api/notice';

/** What may be changed; what is left out stays. */
export interface Change {
	kinds?: { kind: NoticeKind; push?: boolean; mail?: boolean; brief?: boolean }[];
	brief?: Rhythm;
	quiet?: Quiet;
	/** Empty ends it. */
	muted_until?: string;
}

/** How the reader wants to be told, as the server has it. */
export class Telling {
	now = $state.raw<NoticeSettings>() as NoticeSettings;

	constructor(start: NoticeSettings) {
		this.now = start;
	}

	async change(body: Change): Promise<void> {
		this.now = await ask(api.PATCH('/api/notices/settings', { body }));
	}
}
