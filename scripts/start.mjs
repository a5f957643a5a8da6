// npm start: from a fresh clone to a server that answers, with the demo set up.
import { become, build, environment, install, pinnedNode } from './toolchain.mjs';

install();
build();
become(pinnedNode(), ['apps/server/dist/main.js'], { ...environment(), WAYGATE_DEMO: process.env.WAYGATE_DEMO ?? '1' });
