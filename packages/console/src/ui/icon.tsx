/** Small line icons, drawn here so that nothing is fetched. Always beside a word or on a labelled button. */
import type { ReactNode } from 'react';

const paths = {
  search: 'M7 12A5 5 0 1 0 7 2a5 5 0 0 0 0 10ZM10.6 10.6 14 14',
  clock: 'M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12ZM8 4.7V8l2.2 1.6',
  scope: 'M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12ZM8 10.2a2.2 2.2 0 1 0 0-4.4 2.2 2.2 0 0 0 0 4.4Z',
  down: 'm4 6 4 4 4-4',
  up: 'm4 10 4-4 4 4',
  left: 'm10 4-4 4 4 4',
  right: 'm6 4 4 4-4 4',
  check: 'm3 8.5 3.2 3.2L13 5',
  close: 'm4 4 8 8M12 4l-8 8',
  plus: 'M8 3v10M3 8h10',
  minus: 'M3 8h10',
  filter: 'M2.5 3.5h11L9.5 8.3v4.2l-3 1V8.3Z',
  copy: 'M5.5 5.5h8v8h-8zM10.5 5.5v-3h-8v8h3',
  bookmark: 'M4 2.5h8v11L8 10.6l-4 2.9Z',
  download: 'M8 2.5v8M4.8 7.6 8 10.8l3.2-3.2M3 13.5h10',
  pause: 'M5.5 3.5v9M10.5 3.5v9',
  play: 'M5 3.2v9.6L12.6 8Z',
  theme: 'M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12ZM8 2v12M8 5h4.6M8 8h5.9M8 11h4.6',
  blind:
    'M2 2l12 12M6.2 3.9A6.6 6.6 0 0 1 8 3.6c3.4 0 5.6 2.8 6.3 4.4a8 8 0 0 1-2 2.6M9.6 9.7A2.2 2.2 0 0 1 6.4 6.4M4 5.2A8.5 8.5 0 0 0 1.7 8c.7 1.6 2.9 4.4 6.3 4.4.8 0 1.600-.2 2.300-.400',
  seen: 'M1.700 8C2.400 6.400 4.600 3.600 8 3.600s5.600 2.800 6.300 4.400c-.7 1.600-2.900 4.400-6.300 4.400S2.400 9.600 1.700 8ZM8 10.100a2.100 2.100 0 1 0 0-4.200 2.100 2.100 0 0 0 0 4.200Z',
  quiet: 'M2 8h3M6.500 8h3M11 8h3',
  lock: 'M3.500 7.500h9v6h-9zM5.500 7.500v-2a2.500 2.500 0 0 1 5 0v2',
  broken: 'M9 1.800 4 8.700h3.600L6.800 14.200 12 7H8.300Z',
  critical: 'M5.300 1.800h5.400l3.500 3.500v5.400l-3.500 3.500H5.300l-3.500-3.500V5.300ZM8 4.800v3.700M8 10.900v.3',
  high: 'M8 2 14.500 13.500h-13ZM8 6.300v3.200M8 11.400v.2',
  medium: 'M8 1.800 14.200 8 8 14.200 1.800 8ZM8 5.300v3M8 10.300v.3',
  negligible: 'M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12ZM5.3 8h5.4',
  unknown: 'M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12ZM6.2 6.3a1.850 1.850 0 1 1 2.700 1.650c-.6.3-.9.7-.9 1.250M8 11.200v.1',
  low: 'M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12ZM8 7.300v3.500M8 5.100v.2',
  overview: 'M2.500 2.500h4.500v6H2.500zM9 2.500h4.500v3.500H9zM9 8h4.500v5.500H9zM2.500 10.500h4.500v3H2.500z',
  findings: 'M8 2 14.500 13.500h-13ZM8 6.300v3.200M8 11.400v.2',
  workloads: 'M8 1.800 14 5v6l-6 3.200L2 11V5ZM2.200 5.100 8 8.200l5.800-3.100M8 8.200V14',
  images: 'M8 1.800 14.500 5 8 8.200 1.500 5ZM1.500 8 8 11.200 14.500 8M1.500 11 8 14.200 14.500 11',
  settings:
    'M2 4.500h6.500M12.500 4.500H14M2 11.500h1.500M7.500 11.500H14M10.500 6.500a2 2 0 1 0 0-4 2 2 0 0 0 0 4ZM5.500 13.500a2 2 0 1 0 0-4 2 2 0 0 0 0 4Z',
  exploited:
    'M8 1.500c.5 2.500 4 4 4 7.700A4 4 0 0 1 8 13.500 4 4 0 0 1 4 9.200c0-1.600.8-2.700 1.600-3.600.2 1 .7 1.500 1.200 1.700C6.600 5 7 3 8 1.500Z',
  secret: 'M10.300 8.700a3.400 3.400 0 1 0-3-3L2.500 10.500v3h3v-1.500H7v-1.500h1.500ZM11 5v.01',
  malware:
    'M8 5.300a3 3 0 0 1 3 3v2a3 3 0 0 1-6 0v-2a3 3 0 0 1 3-3ZM6 5.800 4.800 3.500M10 5.800l1.200-2.300M5 8.500H2M11 8.500h3M5.300 11.500 3 13.500M10.700 11.500l2.300 2',
  refresh: 'M13.500 8a5.500 5.500 0 1 1-1.600-3.900L13.500 5.700M13.500 2.500v3.200h-3.200',
  live: 'M1.500 8.500h3L6.300 3.500l3.200 9L11.500 8.500h3',
  more: 'M3.500 8v.01M8 8v.01M12.500 8v.01',
  keyboard: 'M1.500 4h13v8h-13zM4 6.500v.01M6.700 6.500v.01M9.300 6.500v.01M12 6.500v.01M5 9.500h6',
  leave: 'M6.500 2.500h-4v11h4M10 5l3 3-3 3M13 8H6',
  learn: 'M2.500 13.500v-3M6.200 13.500V8M9.800 13.500V5.500M13.500 13.500v-11',
} as const;

export type IconName = keyof typeof paths;

export function Icon({ name, size = 16 }: { readonly name: IconName; readonly size?: number }): ReactNode {
  return (
    <svg
      viewBox="0 0 16 16"
      width={size}
      height={size}
      fill="none"
      stroke="currentColor"
      strokeWidth={name === 'more' ? 2.4 : 1.5}
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden
    >
      <path d={paths[name]} />
    </svg>
  );
}
