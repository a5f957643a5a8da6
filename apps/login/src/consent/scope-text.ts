import { t } from '../messages.ts';

/** What a scope lets an application have, in words; one that only the application knows is called by its name. */
export function scopeText(scope: string): string {
  switch (scope) {
    case 'openid':
      return t('scopeOpenid');
    case 'profile':
      return t('scopeProfile');
    case 'email':
      return t('scopeEmail');
    case 'phone':
      return t('scopePhone');
    case 'address':
      return t('scopeAddress');
    case 'offline_access':
      return t('scopeOffline');
    default:
      return t('scopeOther', { name: scope });
  }
}
