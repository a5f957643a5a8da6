// npm run build: installs what is missing and builds what has changed, without starting anything.
import { build, install } from './toolchain.mjs';

install();
build();
