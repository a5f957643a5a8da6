import { describe, expect, it } from 'vitest';
import { accountLockoutService } from '../src/throttle-services.ts';

describe('a warning before a lock', () => {
  it('is asked for by nobody to begin with, and can be left out as AM leaves it out', () => {
    expect(accountLockoutService.parse({}).lockoutWarnUserCount).toBe(0);
    expect(accountLockoutService.parse({ lockoutWarnUserCount: 0 }).lockoutWarnUserCount).toBe(0);
  });

  it.each([1, 4, 100])('is refused, and says what to set instead: %i', (lockoutWarnUserCount) => {
    const read = accountLockoutService.safeParse({ loginFailureLockoutMode: true, lockoutWarnUserCount });
    expect(read.error?.issues).toMatchObject([
      { path: ['lockoutWarnUserCount'], message: expect.stringContaining('Set lockoutWarnUserCount to 0') },
    ]);
  });

  it.each([-1, 0.5, '1', true])('is no other value either: %j', (lockoutWarnUserCount) => {
    expect(accountLockoutService.safeParse({ lockoutWarnUserCount }).success).toBe(false);
  });
});
