import { createHmac, randomUUID } from 'node:crypto';

/** What a registration link holds, decoded. */
interface Link {
  readonly messageId: string;
  readonly secret: Buffer;
  readonly challenge: Buffer;
  readonly registerUrl: string;
  readonly authenticateUrl: string;
}

/** What a phone posts. */
export interface Envelope {
  readonly messageId: string;
  readonly jwt: string;
}

/** A phone that can send what no honest one would. It shares no code with the server. */
export class RawPhone {
  readonly link: Link;
  readonly mechanismUid = randomUUID();
  readonly inbox: string;

  /**
   * @param uri that the page shows
   * @param inbox that it registers
   */
  constructor(uri: string, inbox: string) {
    const members = new Map(
      uri
        .slice(uri.indexOf('?') + 1)
        .split('&')
        .map((pair) => [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)]),
    );
    const bytes = (name: string) => Buffer.from(members.get(name) ?? '', 'base64url');
    this.link = {
      messageId: members.get('m') ?? '',
      secret: bytes('s'),
      challenge: bytes('c'),
      registerUrl: bytes('r').toString(),
      authenticateUrl: bytes('a').toString(),
    };
    this.inbox = inbox;
  }

  /** Claims of an honest registration. */
  registrationClaims(): Record<string, unknown> {
    return {
      response: this.response(this.link.challenge),
      mechanismUid: this.mechanismUid,
      deviceId: this.inbox,
      deviceName: 'Raw',
      deviceType: 'web',
      communicationType: 'local',
    };
  }

  /** An honest registration. */
  registration(): Envelope {
    return { messageId: this.link.messageId, jwt: this.sign(this.registrationClaims()) };
  }

  /** Claims of a push, read without a check. */
  static claimsOf(jwt: string): Record<string, string> {
    return JSON.parse(Buffer.from(jwt.split('.')[1] ?? '', 'base64url').toString()) as Record<string, string>;
  }

  /** What proves that the phone has the secret. */
  response(challenge: Buffer, secret = this.link.secret): string {
    return createHmac('sha256', secret).update(challenge).digest('base64');
  }

  /** Claims of an honest answer to a push. */
  answerClaims(jwt: string, challengeResponse?: string): Record<string, unknown> {
    const response = this.response(Buffer.from(RawPhone.claimsOf(jwt)['c'] ?? '', 'base64'));
    return { response, ...(challengeResponse === undefined ? {} : { challengeResponse }) };
  }

  /** A JWS over claims. */
  sign(claims: object, { secret = this.link.secret, header = { typ: 'JWT', alg: 'HS256' } as object, hash = 'sha256' } = {}): string {
    const segment = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
    const text = `${segment(header)}.${segment(claims)}`;
    return `${text}.${createHmac(hash, secret).update(text).digest('base64url')}`;
  }
}
