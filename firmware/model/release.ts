/** Version of the firmware, major × 256 + minor. */
export const FIRMWARE_VERSION = 0x0001;

/** File beside the boot file that holds the SHA-256 of the bundle in hexadecimal. The flasher writes it. */
export const HASH_FILE = 'lqsha';
