import { defineNode, username } from '@waygate/node-kit';
import { z } from 'zod';

export default defineNode({
  type: 'AnonymousUserNode',
  displayName: 'Anonymous User Mapping',
  category: 'utilities',
  tags: ['utilities'],
  icon: 'mask',
  summary: 'Lets the journey succeed without asking who it is, with a session that is nobody’s.',
  config: z.object({
    anonymousUserName: z.string().min(1).max(256).default('anonymous').meta({
      title: 'Anonymous user name',
      help: 'What the session is called. Where a person of the realm has the name, /anonymous is put behind it.',
    }),
  }),
  outcomes: { outcome: 'Outcome' },
  writes: [username],
  run: async ({ config: { anonymousUserName }, realm, state, ports, goTo }) => {
    const taken = (await ports.identities.find(realm, anonymousUserName)) !== undefined;
    // Nobody is to break the journey of everybody by their name: no name of a person has a slash.
    const name = taken ? `${anonymousUserName}/anonymous` : anonymousUserName;
    state.setShared(username, name);
    return goTo('outcome', { anonymous: name, nodeTypes: ['Anonymous'], ...(taken ? { audit: { nameTaken: true } } : {}) });
  },
});
