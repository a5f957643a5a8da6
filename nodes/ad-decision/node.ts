import { defineDirectoryDecision } from '../directory/define-directory-decision.ts';

export default defineDirectoryDecision({
  type: 'ADDecisionNode',
  displayName: 'AD Decision',
  summary: 'Checks user name and password at Active Directory.',
  isActiveDirectory: true,
});
