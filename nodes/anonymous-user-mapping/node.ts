import { defineNode, username } from '@waygate/node-kit';
import { WaygateError } from '@waygate/schema';
import { z } from 'zod';

export default defineNode({
  type: 'AnonymousUserNode',
  displayName: 'Anonymous User Mapping',
  category: 'utilities',
  tags: ['utilities'],
  icon: 'mask',
  summary: 'Lets the journey succeed without asking who it is, with a session that is nobody’s.',
  config: z.object({
    anonymousUserName: z
      .string()
      .min(1)
      .max(256)
      .default('anonymous')
      .meta({ title: 'Anonymous user name', help: 'What the session is called. It must not be the name of a person of the realm.' }),
  }),
  outcomes: { outcome: 'Outcome' },
  writes: [username],
  run: async ({ config: { anonymousUserName }, node, realm, state, ports, goTo }) => {
    if ((await ports.identities.find(realm, anonymousUserName)) !== undefined) {
      throw new WaygateError(
        'authoring',
        'anonymous.name_taken',
        `${node.displayName} names a person, ${anonymousUserName}. Applications would take an anonymous session for that person's.`,
      );
    }
    state.setShared(username, anonymousUserName);
    return goTo('outcome', { anonymous: anonymousUserName, nodeTypes: ['Anonymous'] });
  },
});
