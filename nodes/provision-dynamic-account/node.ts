import { defineProvisioning } from '../federation/define-provisioning.ts';

export default defineProvisioning({
  type: 'ProvisionDynamicAccountNode',
  displayName: 'Provision Dynamic Account',
  tags: ['social', 'federation'],
  summary: 'Makes an account of what a sign-on elsewhere brought.',
});
