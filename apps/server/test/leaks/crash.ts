// Loaded before a server: on a signal it prints, warns and fails as a library might that thinks nothing of secrets.
process.once('SIGUSR2', () => {
  const secret = process.env['WAYGATE_ADMIN_PASSWORD'] ?? '';
  console.error('request failed\n', { authorization: secret }, new Error(`401 "${secret}"`));
  console.info(`POST https://peer.example/?token=${secret} with Bearer ${secret}`);
  process.emitWarning(`${secret} is deprecated`, { code: 'DEP_SECRET' });
  setImmediate(() => void Promise.reject(new Error(`cannot read ${secret}\nof nothing`)));
});
