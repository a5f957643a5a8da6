import type { KeptMessageList, MessageWayState } from '@waygate/schema';
import type { Stores } from '@waygate/storage';

/**
 * What the console shows of a realm's messages.
 * @param keeps whether this server keeps what there is no gateway for
 * @param sendsMail whether mails go out
 */
export function messageDesk({ services, messageOutbox }: Stores, keeps: boolean, sendsMail: boolean) {
  return async (realm: string): Promise<KeptMessageList> => {
    const settings = await services.get(realm, 'messages');
    const stateOf = (hasGateway: boolean): MessageWayState => (hasGateway ? 'gateway' : keeps ? 'kept' : 'dropped');
    const ways = {
      sms: stateOf(settings?.sms !== undefined),
      voice: stateOf(settings?.voice !== undefined),
      email: stateOf(sendsMail),
    };
    // What was kept before there was a gateway is not shown either: a code of people who sign on in earnest is nobody's to read.
    const messages = keeps ? await messageOutbox.list(realm) : [];
    return { ways, messages: messages.filter(({ channel }) => ways[channel] === 'kept') };
  };
}
