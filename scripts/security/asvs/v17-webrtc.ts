import { type AsvsChapter, doesNotApply } from '../asvs-answer.ts';

const NO_WEBRTC = 'There is no WebRTC here: no media, no signalling, no relay.';

export const WEBRTC: AsvsChapter = {
  '17.1.1': doesNotApply('A TURN server reaches no reserved addresses.', NO_WEBRTC),
  '17.2.1': doesNotApply('Keys of DTLS are managed as it is written.', NO_WEBRTC),
  '17.2.2': doesNotApply('Media servers take approved suites of DTLS alone.', NO_WEBRTC),
  '17.2.3': doesNotApply('SRTP is authenticated.', NO_WEBRTC),
  '17.2.4': doesNotApply('Malformed SRTP stops no media server.', NO_WEBRTC),
  '17.3.1': doesNotApply('Floods stop no signalling server.', NO_WEBRTC),
  '17.3.2': doesNotApply('Malformed messages stop no signalling server.', NO_WEBRTC),
};
