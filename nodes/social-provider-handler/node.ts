import { defineSocialHandler } from '../federation/define-social-handler.ts';

export default defineSocialHandler({
  type: 'SocialProviderHandlerNodeV2',
  displayName: 'Social Provider Handler Node',
  tags: ['social', 'federation', 'platform'],
  summary: 'Lets the person sign on with the chosen provider, and looks whether there is an account that they are known by.',
  hasInterrupted: true,
});
