import { importOfflineKeyPair, type OfflinePrivateJwk, toBase64Url } from '../src/index.ts';

export const hex = (text: string) => Uint8Array.from(text.match(/../g) ?? [], (byte) => Number.parseInt(byte, 16));

const jwk = (secret: string, point: string): OfflinePrivateJwk => ({
  kty: 'EC',
  crv: 'P-256',
  x: toBase64Url(hex(point).subarray(1, 33)),
  y: toBase64Url(hex(point).subarray(33)),
  d: toBase64Url(hex(secret)),
});

/** Keys of the published vector. */
export const DEVICE_JWK = jwk(
  '578324779b5a4ab49fdb77ad95f9e9ee9517b63a3d6aab0bb73fbcf13fb2732d',
  '04e9b2b285ec63cb3becbbda45d5de58e9658172ec3b19bfef56503fde7d2cf243494b2dd1b180eaad49b5cfb22b1cf353473e6e366669a65243d663f70f4a6570',
);
export const ISSUER_JWK = jwk(
  'be6168dc3b649b405c78b7553a0fe48574adffb4506095878f4def1034a3f7a6',
  '047d0375046dc3dd5473e49039da3c30ee8de7875f80612677e203f2a6856966a27bd289203cb486222c6996f551397ea7eff55887a3c28ccc6cc13be63bb54361',
);
export const device = await importOfflineKeyPair(DEVICE_JWK);
export const issuer = await importOfflineKeyPair(ISSUER_JWK);

export const EPHEMERAL = hex('2cfcb4fc3dd48e09e89a952fde3e718934740e72f9824018578231585332e6cc').buffer;
export const PLAINTEXT =
  '{"c":"AAECAwQFBgcICQoLDA0ODw","o":"493027","i":"Example Corp","u":"demo","a":"Payroll","p":"203.0.113.41","t":1790000000,"x":180}';
export const ENVELOPE =
  '0110b4188b2e19d38cf7' +
  '043bbe01f54e2eaae592cb52c8a8c7e0fc10c89028f0c6d6d0e832bc8ed2bf574723adf0162bbaeb9a377d7dd3c63e33b9d9457dd1f1eaef66193ee324084e6d6c' +
  'b26752bbed19f0358f9218a3667162b406768bb8bc9b450edf27d2849d98973606a4b766ef1aa34f589491873c74f13a01dd7ad3c83288671807776e501a6be9a28d80597f876a878fc7ca621bfbd80db9855a060180c4b900e286368315aadd245c7c3ee382e8610790494accec4084880fd65f5faa4acd07f3d53ce413f7610d0b8d80768b63cfa2c10501107427be4b';
export const QR =
  'OMFA1:260OYMZQH-B3. H3O0-0ON0VL+501TUVPNGP3CP/%V:FP+7576PKIQSI6M2IN8OV:8N:L5 2GSNEMJ+%FYYQ%%7CMNEZ8FOQNVT$+CY.7:O47-9GXDZ2D4YNPC3VY65LIPTK1FE6YMH:E.FNESJR*1O15JYG3DJF$62$KQ0DOG3H1A8ZIF4HCZE:E7/:R YQLH6M1DL.0P.DDF35OT:*H6EBG5H86HQBP5ICW$V3X1S%G7Y0OCGKHNUSS5+6BX22/R6VBY.7WOG:BC$AINK90*T/XG402P2CYNLH-P6$UIV7QN25CCWK1 AG/RH9BQ3IO260ZUEP2O';
