const turning = /[\u202A-\u202E\u2066-\u2069]/g;

/**
 * A name without the marks that turn the direction of writing until they are ended: it must not turn the words around it. An
 * element of its own is not enough where such a mark is left open.
 */
export const steady = (name: string): string => name.replace(turning, '');
