/** Version of the firmware, major × 256 + minor. */
export const FIRMWARE_VERSION = 0x0001;

/** File that the interpreter runs when the board starts: exactly the bytes of the bundle. */
export const BOOT_FILE = '.bootcde';

/** File beside it that says what those bytes must be: `bundleRecord` of firmware/model/bundle-record.ts. Whoever flashes writes it. */
export const HASH_FILE = 'lqsha';
