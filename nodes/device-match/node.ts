import { defineNode, deviceProfile, flagField, scriptField, username } from '@waygate/node-kit';
import { WaygateError } from '@waygate/schema';
import { z } from 'zod';
import { nothingCollected, profileInState } from '../device-profile/collected-profile.ts';
import { countDifferences } from '../device-profile/count-differences.ts';
import { keptProfile } from '../device-profile/kept-profile.ts';
import { scriptRequest } from '../scripted-decision/script-request.ts';

const DAY_MS = 86_400_000;
/** What a script may set. */
const OUTCOMES = ['true', 'false', 'unknownDevice'] as const;

export default defineNode({
  type: 'DeviceMatchNode',
  displayName: 'Device Match',
  category: 'contextual',
  tags: ['contextual'],
  icon: 'device-mobile',
  summary: 'Tells whether the person has signed on with this device before, by its profile.',
  config: z.object({
    acceptableVariance: z.int().min(0).max(10_000).default(0).meta({
      title: 'Acceptable variance',
      help: 'In how many attributes the metadata may differ from what was kept.',
    }),
    expiration: z
      .int()
      .min(1)
      .max(36_500)
      .default(30)
      .meta({ title: 'Expiration', help: 'A device that was not recognised for so long counts as False.', unit: 'days' }),
    useScript: flagField('Use custom matching script', 'Lets a script decide; variance and expiration do not count then.'),
    script: scriptField(
      'Custom matching script',
      'Sets true, false or unknownDevice as its outcome; deviceProfilesDao tells it what is kept.',
    ),
  }),
  outcomes: { true: 'True', false: 'False', unknownDevice: 'Unknown Device' },
  reads: [deviceProfile, username],
  dynamicReads: ({ useScript }) => (useScript ? ['*'] : []),
  dynamicWrites: ({ useScript }) => (useScript ? ['*'] : []),
  run: async (context) => {
    const { config, node, realm, state, subject, ports, now, goTo } = context;
    if (config.useScript) {
      const request = await scriptRequest(context, config.script, ['*']);
      const { action, changes, audit } = await ports.scripts.run(request);
      const outcome = OUTCOMES.find((one) => action.kind === 'goTo' && action.outcome === one);
      if (outcome === undefined) {
        const message = `The script of ${node.displayName} must set one of these outcomes: ${OUTCOMES.join(', ')}.`;
        throw new WaygateError('authoring', 'script.outcome_undeclared', message);
      }
      for (const change of changes) {
        if (change.change === 'put') state.setNamed(change.key, change.value, change.scope);
        else state.removeNamed(change.key, change.scope);
      }
      return goTo(outcome, audit === undefined ? {} : { audit: { script: audit } });
    }
    const { identifier, metadata } = profileInState(state.get(deviceProfile)) ?? {};
    if (identifier === undefined || metadata === undefined) throw nothingCollected(node.displayName, "the device's metadata");
    const kept = await keptProfile({ realm, ports, subject, username: state.get(username), identifier });
    if (kept === undefined) return goTo('unknownDevice');
    const { owner, profile } = kept;
    if (profile.lastSelectedDate + config.expiration * DAY_MS <= now) return goTo('false', { audit: { expired: true } });
    // Nothing to compare with is no match.
    if (profile.metadata === undefined) return goTo('false', { audit: { metadata: false } });
    const differences = countDifferences(profile.metadata, metadata);
    if (differences > config.acceptableVariance) return goTo('false', { audit: { differences } });
    await ports.devices.touchProfile(realm, owner, identifier, now);
    return goTo('true', { audit: { differences } });
  },
});
