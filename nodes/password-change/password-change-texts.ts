/** What nodes say that let somebody change a password in the middle of signing on. */
export const passwordChangeTexts = {
  mustChange: { en: 'You must choose another password.', de: 'Sie müssen ein anderes Passwort wählen.' },
  old: { en: 'Old password', de: 'Altes Passwort' },
  fresh: { en: 'New password', de: 'Neues Passwort' },
  confirm: { en: 'Confirm password', de: 'Passwort wiederholen' },
  submit: { en: 'Submit', de: 'Absenden' },
  cancel: { en: 'Cancel', de: 'Abbrechen' },
  oldIsWrong: { en: 'The old password is wrong.', de: 'Das alte Passwort ist falsch.' },
  same: { en: 'The new password must be another one.', de: 'Das neue Passwort muss ein anderes sein.' },
  short: { en: 'The password must have at least {{count}} characters.', de: 'Das Passwort muss mindestens {{count}} Zeichen haben.' },
  different: { en: 'The two passwords are not the same.', de: 'Die beiden Passwörter sind nicht gleich.' },
  refused: { en: 'This password is not allowed. Choose another.', de: 'Dieses Passwort ist nicht erlaubt. Wählen Sie ein anderes.' },
} as const;
