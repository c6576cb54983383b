import { describe, expect, it } from 'vitest'
import { isOnVolume, readMountPoints } from '../../../../admin/server/postgres/mount-points.ts'

const overlay = '612 530 0:52 / / rw,relatime master:1 - overlay overlay rw,lowerdir=/l,upperdir=/u'
const proc = '613 612 0:55 / /proc rw,nosuid - proc proc rw'
const sameDisk =
  '620 612 8:1 /var/lib/docker/volumes/landfall/_data /data rw,relatime master:1 - ext4 /dev/sda1 rw'
const vfs = '612 530 8:1 /var/lib/containers/vfs/dir/3f / rw,relatime - ext4 /dev/sda1 rw'
const memory = '621 612 0:60 / /data rw,nosuid,nodev,noexec - tmpfs tmpfs rw'
const untagged = '620 612 8:1 /v /data rw,relatime - xfs /dev/sdb rw'
const manyTags = '620 612 8:1 /v /data rw,relatime shared:3 master:1 unbindable - xfs /dev/sdb rw'
const nested = '622 620 0:61 / /data/postgres rw - tmpfs tmpfs rw'
const withBlank = '620 612 8:1 /v /my\\040data rw,relatime - ext4 /dev/sda1 rw'
const hostname = '630 612 8:1 /c/hostname /etc/hostname rw - ext4 /dev/sda1 rw'

describe('a folder is on a volume', () => {
  it.each<[what: string, lines: string[], folder: string, is: boolean]>([
    ['a container without one', [overlay, proc, hostname], '/data', false],
    ['a volume', [overlay, proc, sameDisk], '/data', true],
    ['a volume on the disk that the root is on too', [vfs, sameDisk], '/data', true],
    ['a folder in a volume', [overlay, sameDisk], '/data/landfall', true],
    ['the same without a volume, on such a disk', [vfs, hostname], '/data', false],
    ['memory', [overlay, memory], '/data', false],
    ['memory in a volume', [overlay, sameDisk, nested], '/data/postgres', false],
    ['beside memory in a volume', [overlay, sameDisk, nested], '/data/other', true],
    ['memory over a volume', [overlay, sameDisk, memory], '/data', false],
    ['a volume over memory', [overlay, memory, sameDisk], '/data', true],
    ['a folder whose name only begins like it', [overlay, sameDisk], '/database', false],
    ['a name with a blank', [overlay, withBlank], '/my data', true],
    ['no fields between the options and the type', [overlay, untagged], '/data', true],
    ['many of them', [overlay, manyTags], '/data', true],
    ['no mount points', [''], '/data', false],
    ['lines of something else', ['nonsense', '1 2 3 - -', overlay, sameDisk], '/data', true],
  ])('or not: %s', (_what, lines, folder, is) => {
    expect(isOnVolume(readMountPoints(lines.join('\n')), folder)).toBe(is)
  })
})
