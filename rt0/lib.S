// go: none — Go's linker writes it: the constructor of a library, with which the driver links this
//     object
	.section .init_array, "aw"
	.p2align 3
	.quad	_rt0_amd64_linux_lib

	// Never called: the host has the main function. A Go program's own comes before this one.
	.text
	.weak	main.main
main.main:
	ud2
	.section .note.GNU-stack,"",@progbits
	.section .note.GNU-split-stack,"",@progbits
