import { defineDirectoryDecision } from '../directory/define-directory-decision.ts';

export default defineDirectoryDecision({
  type: 'LdapDecisionNode',
  displayName: 'LDAP Decision',
  summary: 'Checks user name and password at a directory server.',
  isActiveDirectory: false,
});
