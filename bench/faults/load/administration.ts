import { createHash, randomBytes } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { FAILURE_ID, type JourneyDocument, journeyDocument } from '@waygate/schema';
import { z } from 'zod';
import type { Random } from '../random.ts';
import type { World } from '../world.ts';
import { breathe, saidIn } from './installation.ts';
import { signOnAdministrator } from './sign-on-administrator.ts';

const API = '/api/realms/alpha';
/** How long a copy may begin what was live before, milliseconds; on a machine that has time it is a second at most (docs/scale.md). */
const HEARD_WITHIN_MS = 20_000;
const LOOKS_EVERY_MS = 100;
const TREES = '/am/json/realms/root/realm-config/authentication/authenticationtrees/trees?_queryFilter=true';

const previewed = z.object({ ticket: z.string() });
const page = z.object({ callbacks: z.array(z.unknown()) });
const version = z.object({ versionId: z.string() });
const versions = z.object({ versions: z.array(version) });
const kept = z.object({ document: z.object({ nodes: z.unknown() }) });
const application = z.object({ settings: z.object({ clientName: z.string(), redirectionUris: z.array(z.string()) }) });
const tokens = z.object({ access_token: z.string(), expires_in: z.number() });
/** How far the clocks of a run may have been stepped between two moments, and some more, milliseconds. */
const STEPPED_MS = 100_000;

let administrators = 0;

/** An administrator who publishes versions of a journey, makes applications and gives tokens to a program, one after the other. */
export async function administer(world: World, random: Random): Promise<void> {
  const { installation } = world;
  administrators += 1;
  const number = administrators;
  const name = `Says ${number}`;
  const token = await signOnAdministrator(installation);
  const publications = new Publications(world, name, token);
  for (let turn = 0; turn < 12 && !world.isOver; turn += 1) {
    const work = random.oneOf(['publish', 'publish', 'client', 'client', 'token', 'preview'] as const);
    if (work === 'publish') await publications.publish();
    else if (work === 'preview') await publications.preview();
    else if (work === 'client') await writeClient(world, `app${number}-${turn}`, token);
    else await giveToken(world, random, token);
    await breathe(random);
  }
  world.ledger.acknowledge('session', name, async () => {
    const { status } = await installation.read('GET', `${API}/journeys`, { token });
    return status === 200 ? undefined : `the administrator is answered ${status}`;
  });
}

/** The versions of one journey, each with a text of its own. */
class Publications {
  readonly #world: World;
  readonly #name: string;
  readonly #token: string;
  #base: string | null = null;
  #count = 0;

  constructor(world: World, name: string, token: string) {
    this.#world = world;
    this.#name = name;
    this.#token = token;
  }

  async publish(): Promise<void> {
    const { installation, ledger } = this.#world;
    this.#count += 1;
    const document = saying(this.#name, `${this.#name} ${this.#count}`);
    const body = { document, baseVersion: this.#base, note: '' };
    const path = `${API}/journeys/${encodeURIComponent(this.#name)}`;
    const reply = await installation.ask('POST', `${path}/publish`, { token: this.#token, body });
    if (!reply.isClear) {
      ledger.unclear('journey version published');
      await this.#findLive();
      return;
    }
    // What was unclear has come to be meanwhile.
    if (reply.status === 409) {
      await this.#findLive();
      return;
    }
    const { versionId } = saidIn(reply, version);
    this.#base = versionId;
    await this.#shows(`${this.#name} ${this.#count}`, true);
    ledger.acknowledge('journey version published', this.#name, async () => {
      const history = await installation.read('GET', `${path}/history`, { token: this.#token });
      const found = saidIn(history, versions).versions.filter((one) => one.versionId === versionId);
      if (found.length !== 1) return `it stands ${found.length} times in the history`;
      const reread = await installation.read('GET', `${path}/versions/${versionId}`, { token: this.#token });
      return JSON.stringify(kept.safeParse(reread.body).data?.document.nodes) === JSON.stringify(document.nodes)
        ? undefined
        : `it is ${JSON.stringify(reread.body)}`;
    });
  }

  /** Tries a draft, which nobody else sees: by one ticket, once. */
  async preview(): Promise<void> {
    const { installation, ledger } = this.#world;
    this.#count += 1;
    const text = `${this.#name} ${this.#count}, a draft`;
    const path = `${API}/journeys/${encodeURIComponent(this.#name)}`;
    const reply = await installation.ask('POST', `${path}/preview`, { token: this.#token, body: { document: saying(this.#name, text) } });
    if (!reply.isClear) {
      ledger.unclear('journey version previewed');
      return;
    }
    const { ticket } = saidIn(reply, previewed);
    const tried = await this.#begun({ preview: ticket });
    const again = await this.#begun({ preview: ticket });
    if (again === undefined || tried === undefined) {
      ledger.unclear('journey version previewed');
      return;
    }
    const isShown = tried.status === 200 && JSON.stringify(saidIn(tried, page).callbacks).includes(text);
    ledger.shown(
      'journey version previewed',
      this.#name,
      isShown ? undefined : `it is answered ${tried.status} ${JSON.stringify(tried.body)}`,
    );
    if (again.status === 200) ledger.doubled('journey version previewed', this.#name, 'one ticket was good twice');
    await this.#shows(text, false);
  }

  /** Begins the journey, by the address of its page. @returns undefined without a clear answer */
  async #begun(query: Readonly<Record<string, string>> = {}) {
    const asked = new URLSearchParams({ authIndexType: 'service', authIndexValue: this.#name, ...query });
    const begin = `/am/json/realms/root/realms/alpha/authenticate?${asked}`;
    const reply = await this.#world.installation.ask('POST', begin, 'preview' in query ? { token: this.#token } : {});
    return reply.isClear ? reply : undefined;
  }

  /** Whoever begins is shown what was published last, whichever copy it is that begins it, and never a draft. */
  async #shows(text: string, isLive: boolean): Promise<void> {
    const { installation, ledger } = this.#world;
    let shown = 0;
    for (const until = performance.now() + HEARD_WITHIN_MS; shown < 2 * installation.copies.length; ) {
      const reply = await this.#begun();
      const isThis = reply?.status === 200 && JSON.stringify(saidIn(reply, page).callbacks).includes(text);
      if (reply !== undefined && isThis === isLive) shown += 1;
      else if (reply !== undefined && (!isLive || performance.now() > until)) {
        ledger.violation(`${this.#name} shows ${isLive ? `something else than ${text}` : 'a draft'}: ${JSON.stringify(reply.body)}`);
        return;
      }
      if (reply !== undefined) continue;
      if (performance.now() > until) return;
      await pause(LOOKS_EVERY_MS);
    }
  }

  async #findLive(): Promise<void> {
    const { installation } = this.#world;
    const history = await installation.read('GET', `${API}/journeys/${encodeURIComponent(this.#name)}/history`, { token: this.#token });
    this.#base = history.status === 200 ? (saidIn(history, versions).versions[0]?.versionId ?? null) : null;
  }
}

/** Makes an application and then changes it. Name and address are of the same write, whichever it is. */
async function writeClient({ installation, ledger }: World, id: string, token: string): Promise<void> {
  const path = `${API}/clients/${id}`;
  const settingsOf = (mark: string) => ({ clientName: mark, clientType: 'Public', redirectionUris: [`https://app.example/${mark}`] });
  const there = async () => {
    const reply = await installation.read('GET', path, { token });
    if (reply.status !== 200) return undefined;
    const { clientName, redirectionUris } = saidIn(reply, application).settings;
    return { name: clientName, address: String(redirectionUris) };
  };
  const possible = new Set<string>();
  for (const [method, mark] of [
    ['POST', `${id}-made`],
    ['PUT', `${id}-changed`],
  ] as const) {
    const reply = await installation.ask(method, path, { token, body: { settings: settingsOf(mark) } });
    if (!reply.isClear) {
      possible.add(mark);
      ledger.unclear('write of an administrator');
      continue;
    }
    // There is nothing to change where nothing was made for certain.
    if (reply.status === 404 && method === 'PUT' && possible.size > 0) break;
    if (reply.status >= 300) throw new Error(`An application is answered ${reply.status} ${JSON.stringify(reply.body)}.`);
    ledger.acknowledge('write of an administrator', id, async () => {
      const found = await there();
      if (found === undefined) return 'it is not there';
      // What came after it may stand there now.
      return found.name === mark || possible.has(found.name) || method === 'POST' ? undefined : `there is ${found.name} and not ${mark}`;
    });
  }
  ledger.afterwards(id, async () => {
    const found = await there();
    if (found !== undefined && !found.address.endsWith(`/${found.name}`))
      ledger.violation(`half a write of an administrator: ${JSON.stringify(found)}`);
  });
}

/** A program of the administrator gets a token, and nobody else by the same code. */
async function giveToken(world: World, random: Random, token: string): Promise<void> {
  const { installation, ledger } = world;
  const verifier = randomBytes(32).toString('base64url');
  const client = { client_id: 'idmAdminClient', redirect_uri: `${installation.publicUrl}/platform/appAuthHelperRedirect.html` };
  const asked = await installation.ask('POST', '/am/oauth2/authorize', {
    token,
    body: new URLSearchParams({
      ...client,
      scope: 'fr:am:* openid',
      response_type: 'code',
      csrf: token,
      decision: 'allow',
      code_challenge: createHash('sha256').update(verifier).digest('base64url'),
      code_challenge_method: 'S256',
    }),
  });
  if (!asked.isClear) {
    ledger.unclear('authorization code made');
    return;
  }
  const code = new URL(asked.headers.get('location') ?? '', installation.publicUrl).searchParams.get('code');
  if (code === null) throw new Error(`A program is answered ${asked.status} ${asked.headers.get('location')}.`);
  const redeem = () => {
    const body = new URLSearchParams({ ...client, grant_type: 'authorization_code', code, code_verifier: verifier });
    return installation.ask('POST', '/am/oauth2/access_token', { body });
  };
  const isRaced = random.chance(0.4);
  const replies = isRaced ? await Promise.all([redeem(), redeem(), redeem()]) : [await redeem()];
  const good = replies.flatMap((reply) => (reply.isClear && reply.status === 200 ? [saidIn(reply, tokens)] : []));
  const at = world.now();
  const isClear = replies.every((reply) => reply.isClear);
  if (isClear)
    ledger.shown(
      'authorization code made',
      'idmAdminClient',
      good.length > 0 || isRaced ? undefined : `it is answered ${JSON.stringify(replies[0])}`,
    );
  if (good.length > 1)
    ledger.doubled('authorization code redeemed', 'idmAdminClient', `${good.length} of three at once were given a token`);
  const [given] = good;
  if (given === undefined) {
    if (!isClear) ledger.unclear('authorization code redeemed');
    return;
  }
  const works = async () => {
    const { status } = await installation.read('GET', TREES, { bearer: given.access_token });
    // In a long run the first ones are over at its end, and then they must be worth nothing.
    const left = at + given.expires_in * 1_000 - world.now();
    const isRight = Math.abs(left) < STEPPED_MS ? status === 200 || status === 401 : status === (left > 0 ? 200 : 401);
    return isRight ? undefined : `the token, ${Math.round(left / 1_000)} s before its end, is answered ${status}`;
  };
  // A code that is shown twice takes back what was made of it.
  if (isRaced || random.chance(0.3)) {
    if (!isRaced) ledger.shown('authorization code redeemed', 'idmAdminClient', await works());
    const again = await redeem();
    if (again.isClear && again.status === 200) ledger.doubled('authorization code redeemed', 'idmAdminClient', 'it was redeemed once more');
    return;
  }
  ledger.acknowledge('authorization code redeemed', 'idmAdminClient', works);
}

function saying(name: string, text: string): JourneyDocument {
  const message = { message: { en: text }, messageYes: {}, messageNo: {} };
  const connections = { true: FAILURE_ID, false: FAILURE_ID };
  return journeyDocument.parse({
    name,
    entryNodeId: 'say',
    nodes: { say: { type: 'MessageNode', displayName: 'Say', config: message, connections, x: 0, y: 0 } },
  });
}
