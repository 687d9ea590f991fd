// A DNS server with miekg/dns, on UDP and TCP: address records, text records, and names that do not
// exist. Every fourth client asks by TCP.
package main

import (
	"fmt"
	"net"
	"time"

	"github.com/miekg/dns"
	"services/load"
)

func answer(w dns.ResponseWriter, request *dns.Msg) {
	reply := new(dns.Msg)
	reply.SetReply(request)
	q := request.Question[0]
	header := dns.RR_Header{Name: q.Name, Rrtype: q.Qtype, Class: dns.ClassINET, Ttl: 60}
	var host, zone int
	if n, _ := fmt.Sscanf(q.Name, "host%d.zone%d.test.", &host, &zone); n != 2 {
		reply.Rcode = dns.RcodeNameError
	} else if q.Qtype == dns.TypeA {
		reply.Answer = []dns.RR{&dns.A{Hdr: header, A: address(host, zone)}}
	} else if q.Qtype == dns.TypeTXT {
		reply.Answer = []dns.RR{&dns.TXT{Hdr: header, Txt: []string{text(host, zone)}}}
	}
	w.WriteMsg(reply)
}

func address(host, zone int) net.IP {
	return net.IPv4(10, byte(zone), byte(host>>8), byte(host)).To4()
}

func text(host, zone int) string {
	return fmt.Sprintf("host %d of zone %d", host, zone)
}

func main() {
	dns.HandleFunc("test.", answer)
	packets, err := net.ListenPacket("udp", "127.0.0.1:0")
	load.Check(err)
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	load.Check(err)
	udp, tcp := &dns.Server{PacketConn: packets}, &dns.Server{Listener: listener, MaxTCPQueries: -1}
	go udp.ActivateAndServe()
	go tcp.ActivateAndServe()

	load.Run(func(id int) (load.Client, error) {
		network, to := "udp", packets.LocalAddr().String()
		if id%4 == 3 {
			network, to = "tcp", listener.Addr().String()
		}
		conn, err := dns.DialTimeout(network, to, 10*time.Second)
		return func(i int) error {
			query := new(dns.Msg)
			host, zone := i%60000, id
			name := fmt.Sprintf("host%d.zone%d.test.", host, zone)
			kind := []uint16{dns.TypeA, dns.TypeTXT, dns.TypeA, dns.TypeAAAA}[i%4]
			if i%16 == 5 {
				name = fmt.Sprintf("nobody%d.test.", i)
			}
			query.SetQuestion(name, kind)
			conn.SetDeadline(time.Now().Add(10 * time.Second))
			if err := conn.WriteMsg(query); err != nil {
				return err
			}
			reply, err := conn.ReadMsg()
			if err != nil {
				return err
			}
			got := fmt.Sprint(reply.Id == query.Id, " ", dns.RcodeToString[reply.Rcode])
			for _, rr := range reply.Answer {
				switch rr := rr.(type) {
				case *dns.A:
					got += " " + rr.A.String()
				case *dns.TXT:
					got += " " + rr.Txt[0]
				}
			}
			want := "true NOERROR"
			switch {
			case i%16 == 5:
				want = "true NXDOMAIN"
			case kind == dns.TypeA:
				want += " " + address(host, zone).String()
			case kind == dns.TypeTXT:
				want += " " + text(host, zone)
			}
			if got != want {
				return fmt.Errorf("%s: got %q, not %q", name, got, want)
			}
			return nil
		}, err
	}, func(int) error {
		if err := udp.Shutdown(); err != nil {
			return err
		}
		return tcp.Shutdown()
	})
}
