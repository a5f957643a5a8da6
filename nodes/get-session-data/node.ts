import { defineNode, objectAttributes, username } from '@waygate/node-kit';
import { z } from 'zod';

const name = z.string().min(1).max(256);

export default defineNode({
  type: 'SessionDataNode',
  displayName: 'Get Session Data',
  category: 'utilities',
  tags: ['utilities'],
  icon: 'id-badge',
  summary: 'Copies a property of the session that the person came with into the state.',
  config: z.object({
    sessionDataKey: name.meta({ title: 'Session data key', help: 'Property of the session; UserToken is the name of its person.' }),
    sharedStateKey: name.meta({ title: 'Shared state key', help: 'State key that gets it, and attribute of the managed object.' }),
  }),
  outcomes: { outcome: 'Outcome' },
  writes: [objectAttributes, username],
  dynamicWrites: ({ sharedStateKey }) => [sharedStateKey],
  run: async ({ config, state, existingSession, goTo }) => {
    const properties = (await existingSession()) ?? {};
    const value = Object.hasOwn(properties, config.sessionDataKey) ? properties[config.sessionDataKey] : undefined;
    if (value === undefined) return goTo('outcome', { audit: { found: false } });
    state.setNamed(config.sharedStateKey, value);
    state.setShared(objectAttributes, { [config.sharedStateKey]: value });
    // Journeys that change a password copy the name from the session, and then have a password checked, which looks for the name as one that was typed.
    if (config.sharedStateKey === 'userName') state.setShared(username, value);
    return goTo('outcome', { audit: { found: true } });
  },
});
