import { defineSocialHandler } from '../federation/define-social-handler.ts';

export default defineSocialHandler({
  type: 'SocialProviderHandlerNode',
  displayName: 'Legacy Social Provider Handler Node',
  tags: ['social', 'federation', 'platform', 'deprecated'],
  summary: 'The older Social Provider Handler, which has no outcome for whoever comes back without having signed on.',
  hasInterrupted: false,
});
