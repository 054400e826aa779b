/**
 * AWS access key ids are base 32: four letters for the kind, then 80 bits. In those made since 2019 the first bit of them is set and
 * the 40 bits from the second on are the account's number, which has twelve decimal digits.
 */
const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
const accountsEnd = 1_000_000_000_000n;

export function isAwsKeyId(id: string): boolean {
  if (!/^A(?:KIA|SIA|BIA|CCA)[A-Z2-7]{16}$/.test(id)) return false;
  const account = accountOf(id);
  return account === undefined || account < accountsEnd;
}

/** undefined for ids of the older form, which do not tell it. */
function accountOf(id: string): bigint | undefined {
  let bits = 0n;
  for (const character of id.slice(4)) bits = (bits << 5n) | BigInt(alphabet.indexOf(character));
  if (bits >> 79n === 0n) return undefined;
  return (bits >> 39n) & ((1n << 40n) - 1n);
}
