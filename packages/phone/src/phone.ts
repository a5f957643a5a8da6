import { createHmac, randomUUID } from 'node:crypto';
import { type Compact, hs256, verifyHs256 } from './compact-jws.ts';
import { type ParsedLink, parseLink } from './parse-link.ts';
import { PLATFORMS, type Platform } from './platforms.ts';

/** A push that lies on the phone. */
export interface Notification {
  readonly messageId: string;
  readonly claims: Readonly<Record<string, string>>;
}

/** What a phone can be told to get wrong. */
export interface Misbehaviour {
  /** Secret that it signs with instead of its own, 32 bytes. */
  readonly secret?: Buffer;
  /** Challenge that it answers instead of the one it was sent. */
  readonly challenge?: Buffer;
  /** Id of another message. */
  readonly messageId?: string;
  /** JWS header instead of the right one. */
  readonly header?: object;
  /** Further or other claims; undefined takes one out. */
  readonly claims?: Readonly<Record<string, unknown>>;
}

interface Post {
  readonly url: string;
  readonly body: string;
}

/**
 * A phone without a screen, written from the protocol's description alone. It behaves like the public SDK of its platform, and can be told to misbehave.
 * Errors are thrown where an SDK would refuse.
 */
export class Phone {
  readonly platform: Platform;
  readonly notifications: Notification[] = [];
  #token: string;
  readonly #fetch: typeof fetch;
  #link: ParsedLink | undefined;
  #mechanismUid = '';
  #lastPost: Post | undefined;

  /** @param token push token: where the platform's gateway would deliver to */
  constructor(platform: Platform, token: string, send: typeof fetch = fetch) {
    this.platform = platform;
    this.#token = token;
    this.#fetch = send;
  }

  /** The account that was registered. */
  get account(): { readonly issuer: string; readonly account: string; readonly mechanismUid: string } {
    const { issuer, account } = this.#required();
    return { issuer, account, mechanismUid: this.#mechanismUid };
  }

  /** Scans a code and registers. @returns whether the app takes the answer for success */
  async scan(uri: string, wrong: Misbehaviour = {}): Promise<boolean> {
    const rules = PLATFORMS[this.platform];
    this.#link = parseLink(uri, rules);
    const uid = randomUUID();
    this.#mechanismUid = rules.upperCaseUid ? uid.toUpperCase() : uid;
    const { secret, challenge, messageId, registerUrl } = this.#link;
    const jwt = hs256(wrong.secret ?? secret, wrong.header, {
      response: createHmac('sha256', secret)
        .update(wrong.challenge ?? challenge)
        .digest('base64'),
      mechanismUid: this.#mechanismUid,
      deviceId: this.#token,
      deviceName: rules.deviceName,
      deviceType: rules.deviceType,
      communicationType: rules.communicationType,
      ...rules.extraClaims,
      ...wrong.claims,
    });
    return this.#post(registerUrl, { messageId: wrong.messageId ?? messageId, jwt });
  }

  /** Takes a push as the gateway delivers it: the JWS and its message id. An app that cannot check it throws. */
  receive(messageId: string, jwt: Compact): Notification {
    const known = this.notifications.find((one) => one.messageId === messageId);
    if (known !== undefined) return known;
    const { secret } = this.#required();
    const claims = verifyHs256(secret, jwt, PLATFORMS[this.platform]);
    if (claims['u'] !== this.#mechanismUid) throw new Error('The push is for another account.');
    const notification = { messageId, claims };
    this.notifications.push(notification);
    return notification;
  }

  /** Takes the `Message` of an SNS publish, as the platform's gateway would cut it up. */
  receiveSns(message: string): Notification {
    const parts = JSON.parse(message) as Record<string, string>;
    if (this.platform === 'ios') {
      const { aps } = JSON.parse(parts['APNS'] ?? '{}') as { aps: { data: string; messageId: string } };
      return this.receive(aps.messageId, aps.data);
    }
    const { data } = JSON.parse(parts['GCM'] ?? '{}') as { data: { message: string; messageId: string } };
    return this.receive(data.messageId, data.message);
  }

  /** Taps "accept". */
  approve(push = this.#newest(), wrong?: Misbehaviour): Promise<boolean> {
    return this.#answer(push, {}, wrong);
  }

  /** Taps a number, or sends the code that was typed. */
  choose(number: string, push = this.#newest(), wrong?: Misbehaviour): Promise<boolean> {
    return this.#answer(push, { challengeResponse: number }, wrong);
  }

  deny(push = this.#newest(), wrong?: Misbehaviour): Promise<boolean> {
    const extra = this.platform === 'ios' && push.claims['k'] === 'challenge' ? { challengeResponse: null } : {};
    return this.#answer(push, { deny: true, ...extra }, wrong);
  }

  /** Says that it is reached under another token now. */
  async refresh(token: string, wrong: Misbehaviour = {}): Promise<boolean> {
    const { secret, registerUrl, userId } = this.#required();
    const rules = PLATFORMS[this.platform];
    const jwt = hs256(wrong.secret ?? secret, wrong.header, {
      deviceId: token,
      deviceName: rules.deviceName,
      deviceType: rules.deviceType,
      communicationType: rules.communicationType,
      ...(this.platform === 'ios' ? { mechanismUid: this.#mechanismUid } : {}),
      ...wrong.claims,
    });
    const taken = await this.#post(registerUrl.replace('_action=register', '_action=refresh'), {
      mechanismUid: this.#mechanismUid,
      username: userId,
      jwt,
    });
    if (taken) this.#token = token;
    return taken;
  }

  /** Sends the very same message as the last time. */
  replay(): Promise<boolean> {
    if (this.#lastPost === undefined) throw new Error('Nothing was sent yet.');
    return this.#send(this.#lastPost);
  }

  #answer(push: Notification, claims: Record<string, unknown>, wrong: Misbehaviour = {}): Promise<boolean> {
    const { secret, authenticateUrl } = this.#required();
    const challenge = wrong.challenge ?? Buffer.from(push.claims['c'] ?? '', 'base64');
    const response = createHmac('sha256', secret).update(challenge).digest('base64');
    const jwt = hs256(wrong.secret ?? secret, wrong.header, { response, ...claims, ...wrong.claims });
    return this.#post(authenticateUrl, { messageId: wrong.messageId ?? push.messageId, jwt });
  }

  #post(url: string, body: object): Promise<boolean> {
    this.#lastPost = { url, body: JSON.stringify(body) };
    return this.#send(this.#lastPost);
  }

  async #send({ url, body }: Post): Promise<boolean> {
    const rules = PLATFORMS[this.platform];
    const routing = this.#required().routing;
    const response = await this.#fetch(url, {
      method: 'POST',
      headers: {
        'Content-Type': rules.contentType,
        'Accept-API-Version': 'resource=1.0, protocol=1.0',
        ...(routing === undefined ? {} : { [rules.routingHeader]: routing }),
      },
      body,
    });
    const text = await response.text();
    if (!rules.isSuccess(response.status)) return false;
    if (this.platform !== 'ios' || text === '') return true;
    const answer: unknown = JSON.parse(text);
    return typeof answer === 'object' && answer !== null && !Array.isArray(answer);
  }

  #required(): ParsedLink {
    if (this.#link === undefined) throw new Error('No account is registered.');
    return this.#link;
  }

  #newest(): Notification {
    const newest = this.notifications.at(-1);
    if (newest === undefined) throw new Error('No push has come.');
    return newest;
  }
}
