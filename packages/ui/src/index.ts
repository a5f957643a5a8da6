export { Alert } from './alert.tsx';
export { Brand } from './brand.tsx';
export { chooseMessages, type Messages, type Translator } from './define-messages.ts';
export { QrCode } from './qr-code.tsx';
export { TextField } from './text-field.tsx';
