// From a disk's first sector to a C program in 64-bit mode with every vector register in use.
// A processor's own code, in ring 0, without interrupts: what goes wrong ends in a triple fault.

#define PAGE_TABLES 0x1000  // three pages below the loaded program
#define FLAT_CODE 0x08
#define FLAT_DATA 0x10

  .section .start, "ax"
  .code16
  .globl start
start:
  cli
  xor %ax, %ax
  mov %ax, %ds
  mov %ax, %es
  mov %ax, %ss
  mov $0x7c00, %sp
  cld
  // The rest of the program, 64 sectors (32 KiB) at a time, behind this one.
  mov $read_count, %bp
read:
  mov $0x42, %ah
  mov $packet, %si
  int $0x13
  jc stop
  addw $0x800, packet_segment
  addl $64, packet_sector
  dec %bp
  jnz read

  in $0x92, %al  // address line 20
  or $2, %al
  and $0xfe, %al
  out %al, $0x92

  // The first GiB where it is, in pages of 2 MiB.
  mov $PAGE_TABLES, %edi
  mov %edi, %cr3
  xor %eax, %eax
  mov $(3 * 4096 / 4), %ecx
  rep stosl
  movl $(PAGE_TABLES + 0x1003), PAGE_TABLES
  movl $(PAGE_TABLES + 0x2003), PAGE_TABLES + 0x1000
  mov $(PAGE_TABLES + 0x2000), %edi
  mov $0x83, %eax  // a large page, present, to be written
  mov $512, %ecx
fill:
  mov %eax, (%edi)
  add $8, %di
  add $0x200000, %eax
  loop fill

  mov %cr4, %eax
  or $0x40620, %eax  // PAE, FXSR, SSE exceptions, XSAVE
  mov %eax, %cr4
  mov $0xc0000080, %ecx  // EFER: 64-bit mode
  rdmsr
  or $0x100, %eax
  wrmsr
  lgdt descriptors
  mov %cr0, %eax
  and $0xfffffff3, %eax  // no emulation of x87, no task switched
  or $0x80000023, %eax   // paging, protection, x87 errors and monitoring
  mov %eax, %cr0
  ljmp $FLAT_CODE, $wide
stop:
  hlt
  jmp stop

  .code64
wide:
  mov $FLAT_DATA, %eax
  mov %eax, %ds
  mov %eax, %es
  mov %eax, %ss
  fninit
  // As much of x87, SSE, AVX and AVX-512 state as the processor has.
  mov $0xd, %eax
  xor %ecx, %ecx
  cpuid
  and $0xe7, %eax
  xor %edx, %edx
  xor %ecx, %ecx
  xsetbv
  mov $memory_start, %edi
  mov $memory_end, %ecx
  sub %edi, %ecx
  xor %eax, %eax
  rep stosb
  mov $0xc0000100, %ecx  // fs: thread-local variables lie below the word that it points to
  mov $thread_pointer, %eax
  mov %eax, (%rax)
  xor %edx, %edx
  wrmsr
  mov $stack_end, %esp
  call run
halt:
  hlt
  jmp halt

  .balign 8
table:
  .quad 0
  .quad 0x00af9a000000ffff  // FLAT_CODE
  .quad 0x00cf92000000ffff  // FLAT_DATA
descriptors:
  .word descriptors - table - 1
  .long table

  .balign 4
packet:
  .byte 16, 0
  .word 64
  .word 0x7e00 & 15
packet_segment:
  .word 0x7e00 >> 4
packet_sector:
  .quad 1

  .org 510
  .word 0xaa55
