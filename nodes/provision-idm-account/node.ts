import { defineProvisioning } from '../federation/define-provisioning.ts';

export default defineProvisioning({
  type: 'ProvisionIdmAccountNode',
  displayName: 'Provision IDM Account',
  tags: ['idm', 'federation'],
  summary: 'Makes an account of what a sign-on elsewhere brought. People are managed here, so nobody is led to a registration elsewhere.',
});
