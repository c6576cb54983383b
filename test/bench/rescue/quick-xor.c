/* QuickXorHash of PARTS times one buffer of BYTES; prints the hash in hexadecimal and the milliseconds it took. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { block = 160, hash_bytes = 20, step = 11 };

static uint64_t sum[block / 8];
static uint64_t total;

static void take(const unsigned char *data, size_t length) {
  unsigned char *bytes = (unsigned char *)sum;
  size_t at = 0;
  for (; at < length && (total + at) % block != 0; at += 1) bytes[(total + at) % block] ^= data[at];
  for (; at + block <= length; at += block) {
    uint64_t words[block / 8];
    memcpy(words, data + at, block);
    for (int word = 0; word < block / 8; word += 1) sum[word] ^= words[word];
  }
  for (; at < length; at += 1) bytes[(total + at) % block] ^= data[at];
  total += length;
}

static void finish(unsigned char *hash) {
  const unsigned char *bytes = (const unsigned char *)sum;
  memset(hash, 0, hash_bytes);
  for (int place = 0; place < block; place += 1) {
    int bit = place * step % block;
    hash[bit / 8] ^= (unsigned char)(bytes[place] << bit % 8);
    hash[(bit / 8 + 1) % hash_bytes] ^= (unsigned char)(bytes[place] >> (8 - bit % 8));
  }
  for (int byte = 0; byte < 8; byte += 1) hash[hash_bytes - 8 + byte] ^= (unsigned char)(total >> 8 * byte);
}

int main(int count, char **words) {
  if (count != 3) return 2;
  size_t length = (size_t)atoll(words[1]);
  long parts = atol(words[2]);
  unsigned char *data = malloc(length);
  if (data == NULL) return 1;
  for (size_t at = 0; at < length; at += 1) data[at] = (unsigned char)(at * 7 + (at >> 8));
  struct timespec begin, end;
  clock_gettime(CLOCK_MONOTONIC, &begin);
  for (long part = 0; part < parts; part += 1) take(data, length);
  unsigned char hash[hash_bytes];
  finish(hash);
  clock_gettime(CLOCK_MONOTONIC, &end);
  for (int byte = 0; byte < hash_bytes; byte += 1) printf("%02x", hash[byte]);
  printf(" %.3f\n", (end.tv_sec - begin.tv_sec) * 1e3 + (end.tv_nsec - begin.tv_nsec) / 1e6);
  return 0;
}
