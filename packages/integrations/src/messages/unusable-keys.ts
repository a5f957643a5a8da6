import type { MessagesService } from '@waygate/schema';
import { readClientKey } from '../tokens/read-client-key.ts';

/** What is wrong with a setting. @see WaygateError `details` */
interface SettingProblem {
  readonly path: string;
  readonly message: string;
}

/** The private keys of gateways by which no token could be had: each message would fail. */
export function unusableKeys({ sms, voice }: Pick<MessagesService, 'sms' | 'voice'>): readonly SettingProblem[] {
  return Object.entries({ sms, voice }).flatMap(([way, gateway]) => {
    const pem = gateway?.type === 'http' ? gateway.oauth?.privateKey : undefined;
    if (pem === undefined) return [];
    try {
      readClientKey(pem);
      return [];
    } catch (error) {
      return [{ path: `${way}.oauth.privateKey`, message: error instanceof Error ? error.message : '' }];
    }
  });
}
