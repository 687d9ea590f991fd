package main

func main() {
	stop := false
	done := make(chan bool)
	for i := 0; i < 3; i++ {
		go func() {
			for n := 0; !stop; n++ {
			}
			done <- true
		}()
	}
	for i := 0; i < 3; i++ {
		c := make(chan int)
		go func() { c <- 1 }()
		<-c
	}
	stop = true
	for i := 0; i < 3; i++ {
		<-done
	}
	println("done")
}
