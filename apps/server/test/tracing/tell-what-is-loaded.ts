// Loaded before a server: says on standard output which modules of OpenTelemetry are loaded.
import { registerHooks } from 'node:module';

registerHooks({
  load: (url, context, next) => {
    if (/opentelemetry|packages\/tracing/.test(url)) process.stdout.write(`loaded ${url}\n`);
    return next(url, context);
  },
});
