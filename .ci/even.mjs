// Holds the time of answers about addresses that have an account against that about addresses that have none:
//
//	node .ci/even.mjs http://127.0.0.1:8080 medlem@demo.example 500
//
// The product has to run with KRAFTSAM_RATE_LIMITS=off, and registration must not need an invitation. Known and unknown take turns, so
// that whatever else the machine does meets both alike. Each registration of an unknown address makes a member: use a database to throw away.
const [site, known, times = '500'] = process.argv.slice(2);
let n = 0;
const unknown = () => `even-${Date.now()}-${n++}@demo.example`;
const password = 'helt fel men tillräckligt långt';
const flows = {
	'sign-in': (email) => ['/api/session', { email, password }],
	'magic link': (email) => ['/api/magic-links', { email }],
	'password reset': (email) => ['/api/password-resets', { email }],
	registration: (email) => ['/api/registrations', { email, password, name: 'Nya Demosson' }]
};

async function ask([path, body]) {
	const began = performance.now();
	const answer = await fetch(site + path, {
		method: 'POST',
		headers: { 'content-type': 'application/json', origin: site },
		body: JSON.stringify(body)
	});
	const said = `${answer.status} ${await answer.text()}`;
	return [performance.now() - began, said];
}

const median = (list) => list.sort((a, b) => a - b)[Math.floor(list.length / 2)];

let uneven = 0;
for (const [flow, call] of Object.entries(flows)) {
	const took = { known: [], unknown: [] };
	const said = { known: new Set(), unknown: new Set() };
	for (let i = 0; i < Number(times); i++) {
		for (const [who, email] of i % 2 ? [['known', known], ['unknown', unknown()]] : [['unknown', unknown()], ['known', known]]) {
			const [time, answer] = await ask(call(email));
			took[who].push(time);
			said[who].add(answer);
		}
	}
	const [a, b] = [median(took.known), median(took.unknown)];
	const same = said.known.size === 1 && said.unknown.size === 1 && [...said.known][0] === [...said.unknown][0];
	if (!same || Math.abs(a - b) > 5) uneven++;
	console.log(`${flow}: known ${a.toFixed(1)} ms, unknown ${b.toFixed(1)} ms, apart ${(a - b).toFixed(1)} ms, ${same ? 'the same answer' : 'DIFFERENT answers'}`);
}
process.exit(uneven ? 1 : 0);
