import type { Messages } from '@waygate/ui/messages';

const en = {
  coverage: 'Who could sign on offline now',
  coverageAll: 'Everybody could ({total}).',
  coverageSome: '{ready} of {total} people could sign on offline now; {missing} could not.',
  coverageOne: 'The one person in this realm could not sign on offline now.',
  coverageSoFar: 'Of the first {total} people that were looked at, {ready} could sign on offline now; {missing} could not.',
  coverageNobody: 'Nobody has an account in this realm yet.',
  coverageMissing: 'Who could not, and why',
  coverageMore: 'Look at more people',
  person: 'Person',
  because: 'Because',
  gap_mode: 'the realm lets nobody in offline',
  gap_blocked: 'an administrator has blocked them',
  gap_noPassword: 'no password of theirs is known here',
  gap_noDevice: 'they have no phone and no app that works without a network',
  gap_staleKey: 'what is known of their phone was written with an earlier key: they must sign on online once',
  gap_unreadable: 'what is known of their phone cannot be read: they must sign on online once',
  gap_locked: 'too many wrong codes have locked them',
} as const;

const de: Messages<keyof typeof en> = {
  coverage: 'Wer sich jetzt offline anmelden könnte',
  coverageAll: 'Alle könnten es ({total}).',
  coverageSome: '{ready} von {total} Personen könnten sich jetzt offline anmelden; {missing} könnten es nicht.',
  coverageOne: 'Die einzige Person in diesem Realm könnte sich jetzt nicht offline anmelden.',
  coverageSoFar:
    'Von den ersten {total} Personen, die angesehen wurden, könnten sich {ready} jetzt offline anmelden; {missing} könnten es nicht.',
  coverageNobody: 'Noch hat niemand ein Konto in diesem Realm.',
  coverageMissing: 'Wer es nicht könnte, und warum',
  coverageMore: 'Weitere Personen ansehen',
  person: 'Person',
  because: 'Weil',
  gap_mode: 'der Realm niemanden offline einlässt',
  gap_blocked: 'ein Administrator sie gesperrt hat',
  gap_noPassword: 'hier kein Passwort von ihnen bekannt ist',
  gap_noDevice: 'sie kein Telefon und keine App haben, die ohne Netz funktioniert',
  gap_staleKey: 'was über ihr Telefon bekannt ist, mit einem früheren Schlüssel geschrieben wurde: Sie müssen sich einmal online anmelden',
  gap_unreadable: 'was über ihr Telefon bekannt ist, nicht lesbar ist: Sie müssen sich einmal online anmelden',
  gap_locked: 'zu viele falsche Codes sie gesperrt haben',
};

/** Who could sign on offline. */
export const coverageMessages = { en, de };
