import type { RealmSettings } from '@waygate/engine';

export const realm = (path: string, more: Partial<RealmSettings> = {}): RealmSettings => ({
  path,
  active: true,
  defaultJourney: undefined,
  journeyMinutes: 5,
  suspendedMinutes: 5,
  maxSessionMinutes: 120,
  maxIdleMinutes: 30,
  successUrl: '/account',
  redirectTargets: ['https://app.example'],
  ...more,
});
